package dev.countersign.signer.decode;

import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;

/// Something of value that leaves an account, or that another may take from it; fees apart.
///
/// @param to who receives it; who may take it, where it is an allowance
public record Movement(Action action, Amount amount, Account from, Account to) implements Effect {}
