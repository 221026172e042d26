package dev.countersign.signer.bundle.condition;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Client;
import java.time.Instant;
import java.util.List;

/// The types of a condition. Amounts are integers of base units with their asset; there is no floating point.
final class Type {

    static final CelType BOOL = SimpleType.BOOL;
    static final CelType INT = SimpleType.INT;
    static final CelType TIMESTAMP = SimpleType.TIMESTAMP;
    static final CelType AMOUNT = OpaqueType.create("amount");
    static final CelType ACCOUNT = OpaqueType.create("account");
    static final CelType ASSET = OpaqueType.create("asset");
    static final CelType ACTION = OpaqueType.create("action");
    static final CelType CLIENT = OpaqueType.create("client");

    /// Those that are less than, equal to or greater than another of their type.
    static final List<Carried> ORDERED = List.of(
            new Carried("amount", AMOUNT, Amount.class),
            new Carried("int", INT, Long.class),
            new Carried("timestamp", TIMESTAMP, Instant.class));

    /// Those that are one thing or another.
    static final List<Carried> NAMES = List.of(
            new Carried("account", ACCOUNT, Account.class),
            new Carried("asset", ASSET, Asset.class),
            new Carried("action", ACTION, Permission.class),
            new Carried("client", CLIENT, Client.class));

    private Type() {}

    /// A type and the class of its values.
    record Carried(String name, CelType type, Class<?> values) {}

    static CelType listOf(CelType element) {
        return ListType.create(element);
    }

    static CelType of(Literal literal) {
        return switch (literal) {
            case AMOUNT -> AMOUNT;
            case ACCOUNT -> ACCOUNT;
            case GROUP -> listOf(ACCOUNT);
            case ASSET -> ASSET;
            case ACTION -> ACTION;
            case CLIENT -> CLIENT;
            case TIMESTAMP -> TIMESTAMP;
        };
    }
}
