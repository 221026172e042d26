package dev.countersign.signer.bundle.file;

import dev.countersign.signer.address.bitcoin.Address;
import dev.countersign.signer.address.bitcoin.Network;
import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.EthereumAddress;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Currency;
import dev.countersign.signer.model.Worth;
import dev.countersign.signer.yaml.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/// How the policy writes names, chains, accounts and amounts. Every one of them has one spelling: a second would
/// let one thing pass for two.
final class Forms {

    static final String NAME = "1 to 64 characters of a-z, 0-9 and -";
    static final String CHAIN =
            "an EVM chain such as eip155:1, or a Bitcoin network such as " + Network.MAINNET.chain();
    static final String ACCOUNT = "an account such as eip155:1:0x…, in lower case or with its EIP-55 checksum, or "
            + Network.MAINNET.chain() + ":bc1…";
    static final String LABEL = "a text of 1 to 128 characters";
    static final String ADDRESS = "an address 0x…, in lower case or with its EIP-55 checksum";
    private static final String AMOUNT = "an amount in coins such as \"1250.50\"";

    private static final Pattern NAME_FORM = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern EVM_CHAIN = Pattern.compile("eip155:[1-9][0-9]{0,17}");
    private static final Pattern DECIMAL = Pattern.compile("(0|[1-9][0-9]{0,77})(\\.[0-9]{1,77})?");

    private Forms() {}

    static boolean isName(String text) {
        return NAME_FORM.matcher(text).matches();
    }

    static String name(String text) {
        return matching(NAME_FORM, text);
    }

    static String label(String text) {
        if (text.isEmpty() || text.length() > 128) {
            throw new IllegalArgumentException("not of 1 to 128 characters");
        }
        return text;
    }

    static Chain chain(String text) {
        if (EVM_CHAIN.matcher(text).matches()) {
            return new Chain(text);
        }
        return Arrays.stream(Network.values())
                .map(Network::chain)
                .filter(chain -> chain.caip2().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no chain that is known"));
    }

    static Account account(String text) {
        var colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("no chain");
        }
        var chain = chain(text.substring(0, colon));
        var address = text.substring(colon + 1);
        return new Account(
                chain,
                Network.of(chain)
                        .map(network -> Address.canonical(network, address))
                        .orElseGet(() -> EthereumAddress.canonical(address)));
    }

    /// An exact amount of `asset`, written in coins with or without quotes. It is read as text: never a floating
    /// point number on the way, no exponent, no sign, no grouping.
    static Optional<Amount> amount(Value value, AssetDefinition asset) {
        return value.text(AMOUNT).flatMap(text -> amount(value, text, asset));
    }

    /// An amount with its symbol, such as `0.05 ETH`.
    static Optional<Amount> amountWithSymbol(Value value, AssetDefinition asset) {
        var expected = "an amount of the chain's fee asset such as \"0.05 " + asset.symbol() + "\"";
        return value.text(expected).flatMap(text -> {
            var space = text.indexOf(' ');
            if (space < 0 || !text.substring(space + 1).equals(asset.symbol())) {
                value.refuse("'" + text + "'", expected);
                return Optional.empty();
            }
            return amount(value, text.substring(0, space), asset);
        });
    }

    /// An exact amount of a currency, written as amounts of assets are.
    static Optional<Worth> worth(Value value, Currency currency) {
        return value.text(AMOUNT).flatMap(text -> {
            try {
                return Optional.of(new Worth(currency, units(text, currency.decimals(), currency.code())));
            } catch (NotExact e) {
                value.refuse(e.found(), e.expected());
                return Optional.empty();
            }
        });
    }

    private static Optional<Amount> amount(Value value, String text, AssetDefinition asset) {
        try {
            return Optional.of(exact(text, asset));
        } catch (NotExact e) {
            value.refuse(e.found(), e.expected());
            return Optional.empty();
        }
    }

    /// An exact amount of `asset`, of its text in coins.
    static Amount exact(String text, AssetDefinition asset) throws NotExact {
        return new Amount(asset.asset(), units(text, asset.decimals(), asset.symbol()));
    }

    private static BigInteger units(String text, int decimals, String name) throws NotExact {
        if (!DECIMAL.matcher(text).matches()) {
            throw new NotExact("'" + text + "'", AMOUNT);
        }
        var units = new BigDecimal(text).movePointRight(decimals).stripTrailingZeros();
        if (units.scale() > 0) {
            throw new NotExact(
                    "'" + text + "', finer than one base unit", "at most " + decimals + " decimals of " + name);
        }
        if (units.toBigIntegerExact().bitLength() > 256) {
            throw new NotExact("'" + text + "', more than a uint256 holds", AMOUNT);
        }
        return units.toBigIntegerExact();
    }

    /// A text that is no exact amount.
    static final class NotExact extends Exception {

        private static final long serialVersionUID = 1L;

        private final String found;
        private final String expected;

        NotExact(String found, String expected) {
            super(found, null, false, false);
            this.found = found;
            this.expected = expected;
        }

        String found() {
            return found;
        }

        String expected() {
            return expected;
        }
    }

    private static String matching(Pattern form, String text) {
        if (!form.matcher(text).matches()) {
            throw new IllegalArgumentException("not of the form " + form);
        }
        return text;
    }
}
