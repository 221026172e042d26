package dev.countersign.signer.model;

import java.util.regex.Pattern;

/// Who asks: the SPIFFE ID of a workload, compared character by character (SPIFFE-ID §2: the trust domain is lower
/// case and the path is case-sensitive, so no normalisation applies).
///
/// @param spiffeId `spiffe://trust-domain/path`, at most 255 bytes of ASCII
public record Client(String spiffeId) {

    private static final Pattern FORM = Pattern.compile("spiffe://[a-z0-9._-]+(/[A-Za-z0-9._-]+)+");

    public Client {
        if (!isSpiffeId(spiffeId)) {
            throw new IllegalArgumentException("a client is a SPIFFE ID such as spiffe://firm.example/hot-wallet");
        }
    }

    /// True if `text` has the form that is asked of a SPIFFE ID here.
    public static boolean isSpiffeId(String text) {
        return text.length() <= 255 && FORM.matcher(text).matches();
    }

    @Override
    public String toString() {
        return spiffeId;
    }
}
