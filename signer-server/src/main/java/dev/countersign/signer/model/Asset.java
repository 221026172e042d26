package dev.countersign.signer.model;

import java.util.regex.Pattern;

/// What is worth something, by its CAIP-19 id: `eip155:1/slip44:60`, `eip155:1/erc20:0xa0b8…`. Hex is lower case, so
/// one asset has one spelling. Symbol and decimals are labels of the policy and no part of the identity.
public record Asset(String caip19) {

    private static final Pattern FORM =
            Pattern.compile("[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}/[-a-z0-9]{3,8}:[-.%a-zA-Z0-9]{1,128}");

    public Asset {
        if (!FORM.matcher(caip19).matches()) {
            throw new IllegalArgumentException("an asset is a CAIP-19 id such as eip155:1/slip44:60");
        }
    }

    public Chain chain() {
        return new Chain(caip19.substring(0, caip19.indexOf('/')));
    }

    /// The namespace after the chain, for example `slip44` or `erc20`.
    public String namespace() {
        return caip19.substring(caip19.indexOf('/') + 1, caip19.lastIndexOf(':'));
    }

    /// The part after the last colon, for example `60` or `0xa0b8…`.
    public String reference() {
        return caip19.substring(caip19.lastIndexOf(':') + 1);
    }

    @Override
    public String toString() {
        return caip19;
    }
}
