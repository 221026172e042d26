package dev.countersign.signer.model;

import java.util.regex.Pattern;

/// An account on a chain (CAIP-10). One account has one spelling: on `eip155` chains the address is `0x` and 40
/// lower-case hex digits; checksummed forms are for the edge.
public record Account(Chain chain, String address) {

    private static final Pattern FORM = Pattern.compile("[-.%a-zA-Z0-9]{1,128}");
    private static final Pattern EVM = Pattern.compile("0x[0-9a-f]{40}");

    public Account {
        var form = chain.namespace().equals("eip155") ? EVM : FORM;
        if (!form.matcher(address).matches()) {
            throw new IllegalArgumentException("not an address of " + chain + ": " + address);
        }
    }

    /// Reads what [#caip10] writes.
    ///
    /// @throws IllegalArgumentException if it is none
    public static Account parse(String caip10) {
        var colon = caip10.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("not a CAIP-10 account: " + caip10);
        }
        return new Account(new Chain(caip10.substring(0, colon)), caip10.substring(colon + 1));
    }

    /// For example `eip155:1:0xd8da6bf26964af9d7eed9e03e53415d37aa96045`.
    public String caip10() {
        return chain.caip2() + ":" + address;
    }

    @Override
    public String toString() {
        return caip10();
    }
}
