/// The words every room speaks: keys, clients, chains, assets, amounts, requests and the reasons for refusing them.
///
/// In and out: values only. State: none. Failure: a value that cannot be is not constructed
/// ([IllegalArgumentException]); a request that may not be is [Refused].
@NullMarked
package dev.countersign.signer.model;

import org.jspecify.annotations.NullMarked;
