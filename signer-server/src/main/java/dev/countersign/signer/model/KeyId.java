package dev.countersign.signer.model;

import java.util.regex.Pattern;

/// A key's name in the policy: 1 to 64 characters of `[a-z0-9-]`. A name, never an identity: charges and slots go by
/// [PinnedKey].
public record KeyId(String value) {

    private static final Pattern FORM = Pattern.compile("[a-z0-9-]{1,64}");

    public KeyId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a key id has 1 to 64 characters of [a-z0-9-]");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
