package dev.countersign.signer.decode.ethereum.call;

import static java.util.stream.Collectors.joining;

import com.esaulpaugh.headlong.abi.Address;
import com.esaulpaugh.headlong.abi.Function;
import com.esaulpaugh.headlong.abi.Tuple;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;

/// A call's arguments, by their place from 0.
record Arguments(Chain chain, Tuple values) {

    /// The arguments of `call`, a call of `function`.
    ///
    /// @throws Refused CALLDATA_MALFORMED
    static Arguments of(Function function, Call call) throws Refused {
        return new Arguments(call.key().chain(), Abi.decode(function, call.data()));
    }

    /// The path of an argument, such as `data.arguments[2]`, or of what is within it.
    ///
    /// @param places from 0, outermost first
    static String path(Collection<Integer> places) {
        return places.stream().map(place -> "[" + place + "]").collect(joining("", "data.arguments", ""));
    }

    /// An `address`.
    Account account(int place) {
        return account(value(place));
    }

    /// A `uint` or an `int`.
    BigInteger number(int place) {
        return new BigInteger(value(place).toString());
    }

    /// A `bool`.
    boolean truth(int place) {
        return (Boolean) value(place);
    }

    /// A `bytes`.
    Bytes bytes(int place) {
        return Bytes.of((byte[]) value(place));
    }

    /// A list of `uint256`.
    List<BigInteger> numbers(int place) {
        return List.of((BigInteger[]) value(place));
    }

    /// A list of tuples.
    List<Arguments> tuples(int place) {
        return List.of((Tuple[]) value(place)).stream()
                .map(tuple -> new Arguments(chain, tuple))
                .toList();
    }

    /// As the policy spells it: a decimal number, `true` or `false`, `0x` and hex, a CAIP-10 account.
    String text(int place) {
        return switch (value(place)) {
            case Address address -> account(address).caip10();
            case byte[] bytes -> "0x" + Bytes.of(bytes).hex();
            case Object plain -> plain.toString();
        };
    }

    private Account account(Object address) {
        return new Account(chain, "0x%040x".formatted(((Address) address).value()));
    }

    private Object value(int place) {
        return values.<Object>get(place);
    }
}
