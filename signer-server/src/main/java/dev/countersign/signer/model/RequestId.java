package dev.countersign.signer.model;

import java.util.regex.Pattern;

/// A client's own name for a request, unique for the client for ever: 1 to 128 characters of `[A-Za-z0-9._:-]`.
public record RequestId(String value) {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    public RequestId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a request id has 1 to 128 characters of [A-Za-z0-9._:-]");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
