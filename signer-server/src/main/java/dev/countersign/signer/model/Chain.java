package dev.countersign.signer.model;

import java.util.regex.Pattern;

/// A chain by its CAIP-2 id, for example `eip155:1`.
public record Chain(String caip2) {

    private static final Pattern FORM = Pattern.compile("[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}");

    public Chain {
        if (!FORM.matcher(caip2).matches()) {
            throw new IllegalArgumentException("a chain is a CAIP-2 id such as eip155:1");
        }
    }

    /// The part before the colon, for example `eip155`.
    public String namespace() {
        return caip2.substring(0, caip2.indexOf(':'));
    }

    /// The part after the colon, for example `1`.
    public String reference() {
        return caip2.substring(caip2.indexOf(':') + 1);
    }

    @Override
    public String toString() {
        return caip2;
    }
}
