/// Partially signed transactions: PSBT version 0 (BIP-174) and version 2 (BIP-370), with the fields of
/// taproot (BIP-371).
///
/// In: a PSBT. Out: a [Psbt] whose every field is known and has its form, whose every amount is proven by
/// the whole transaction that is spent, and whose scripts hash to what they unlock; with signatures, the
/// same PSBT in our own encoding, and once every input is final the network transaction. State: none.
/// Failure: [dev.countersign.signer.model.Refused], TRANSACTION_UNDECODABLE.
///
/// Stricter than the BIPs: unknown and proprietary fields are refused, not passed on; every input needs the
/// transaction that it spends, taproot or not, and the script that only its hash names, since what a PSBT
/// claims to be others' may be ours; only SIGHASH_ALL (taproot: DEFAULT, too); only compressed keys; nothing
/// may still be modifiable. BIP-32 paths and extended keys have a form, and are never believed.
@NullMarked
package dev.countersign.signer.decode.bitcoin.psbt;

import org.jspecify.annotations.NullMarked;
