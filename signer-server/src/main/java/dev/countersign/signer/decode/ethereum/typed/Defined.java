package dev.countersign.signer.decode.ethereum.typed;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.bundle.Condition;
import dev.countersign.signer.bundle.EthereumAddress;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.bundle.typed.Atomic.Kind;
import dev.countersign.signer.bundle.typed.TypeSet;
import dev.countersign.signer.bundle.typed.TypedDefinition;
import dev.countersign.signer.bundle.typed.TypedDefinition.AmountField;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Effect;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.ethereum.typed.TypedValue.Leaf;
import dev.countersign.signer.decode.ethereum.typed.TypedValue.Struct;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Typed data as the policy defines it: a deed of its name, and a movement where it has an amount.
record Defined(TypedDefinition definition) implements Meaning {

    private static final Pattern COINS = Pattern.compile("(0|[1-9][0-9]{0,77})(\\.[0-9]{1,77})?");

    @Override
    public TypeSet types() {
        return definition.types();
    }

    @Override
    public Found find(KeyPolicy key, Struct domain, Struct message) throws Refused {
        Domains.require(definition.domain(), domain);
        for (var field : new TreeMap<>(definition.fields()).entrySet()) {
            requireAllowed(key, field.getKey(), field.getValue(), message);
        }
        var action = new Action(Permission.TYPED_DATA, definition.name());
        var effects = new ArrayList<Effect>();
        effects.add(new Deed(action, target(key)));
        if (definition.amount().isPresent()) {
            effects.add(movement(key, action, definition.amount().get(), message));
        }
        var expiry = definition.deadline().map(message::unsigned).map(Meaning::instant);
        return new Found(effects, List.of(), expiry);
    }

    /// The contract, where it is one of the key's chain.
    private Optional<Account> target(KeyPolicy key) {
        var domain = definition.domain();
        return domain.chainId()
                .filter(chainId -> chainId.toString().equals(key.chain().reference()))
                .flatMap(_ -> domain.verifyingContract())
                .map(contract -> new Account(key.chain(), contract));
    }

    private void requireAllowed(KeyPolicy key, String path, Condition<Bytes> condition, Struct message) throws Refused {
        var allowed = condition.holds(
                () -> message.leaf(path).content(),
                () -> address(message.leaf(path)).map(address -> new Account(key.chain(), address)),
                key.account());
        if (!allowed) {
            throw Meaning.fieldRefused(
                    "message." + path,
                    "is not what the policy allows in '" + definition.name()
                            + "'; its officers can change the definition");
        }
    }

    private Movement movement(KeyPolicy key, Action action, AmountField field, Struct message) throws Refused {
        var receiver = address(message.leaf(field.to()))
                .orElseThrow(() -> Meaning.fieldRefused("message." + field.to(), "is no address"));
        var units = units(field, message.leaf(field.field()));
        if (units.signum() == 0) {
            throw DecodingRule.SOMETHING_MOVES.broken("message." + field.field(), "is 0; nothing would be moved");
        }
        Meaning.requireLimited("message." + field.field(), units);
        return new Movement(
                action, new Amount(field.asset().asset(), units), key.account(), new Account(key.chain(), receiver));
    }

    private static BigInteger units(AmountField field, Leaf value) throws Refused {
        if (value.type().isInteger()) {
            return value.unsigned();
        }
        var text = text(value);
        var decimals = field.asset().decimals();
        if (COINS.matcher(text).matches()) {
            var units = new BigDecimal(text).movePointRight(decimals).stripTrailingZeros();
            if (units.scale() <= 0 && units.toBigIntegerExact().bitLength() <= 256) {
                return units.toBigIntegerExact();
            }
        }
        throw Meaning.fieldRefused(
                "message." + field.field(),
                "is '" + text + "', no amount in coins of " + field.asset().symbol() + ": plain decimal, at most "
                        + decimals + " decimals");
    }

    /// The address that a field holds, in lower case.
    private static Optional<String> address(Leaf value) {
        if (value.type().kind() == Kind.ADDRESS) {
            return Optional.of(value.address());
        }
        try {
            return Optional.of(EthereumAddress.canonical(text(value)));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    private static String text(Leaf value) {
        return new String(value.content().toByteArray(), UTF_8);
    }
}
