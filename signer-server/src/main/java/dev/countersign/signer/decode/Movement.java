package dev.countersign.signer.decode;

import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;

/// Something of value that leaves an account, fees apart.
public record Movement(Amount amount, Account from, Account to) {}
