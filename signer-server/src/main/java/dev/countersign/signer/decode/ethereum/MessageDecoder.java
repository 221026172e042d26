package dev.countersign.signer.decode.ethereum;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Refused;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Pattern;

/// Reads a personal message (EIP-191 version 0x45), and a digest of a blind key. Pure and safe for use by many
/// threads.
///
/// A message is hashed with its prefix always, so that it is never a transaction or typed data. But people take a
/// signature for what they read: what could be a digest, or is not read as it is written, is refused.
public final class MessageDecoder {

    /// The longest message.
    public static final int MAX_BYTES = 1024;

    private static final String PREFIX = "\u0019Ethereum Signed Message:\n"; // EIP-191 §"Version 0x45 (E)"
    private static final String WORD_ENDS = " \n";
    private static final int DIGEST_BYTES = 32;

    /// Hex of a digest or more: a transaction, an authorization, typed data that is ready to be hashed.
    private static final Pattern HASH_LIKE = Pattern.compile("\\s*(0[xX])?[0-9a-fA-F]{64,}\\s*");

    /// A message that `key` would sign.
    ///
    /// @throws Refused MESSAGE_REFUSED
    public Transaction decode(KeyPolicy key, Bytes message) throws Refused {
        if (message.size() == 0 || message.size() > MAX_BYTES) {
            throw refused(DecodingRule.READABLE_MESSAGE, "has " + message.size() + " bytes; wanted 1 to " + MAX_BYTES);
        }
        var text = PlainText.decode(message).orElseThrow(() -> refused(DecodingRule.READABLE_MESSAGE, "is not UTF-8"));
        var hidden = PlainText.hidden(text);
        if (hidden.isPresent()) {
            throw refused(
                    DecodingRule.READABLE_MESSAGE,
                    "contains " + hidden.get() + ", which is not seen as it is; wanted text and line feeds");
        }
        if (message.size() == DIGEST_BYTES || HASH_LIKE.matcher(text).matches()) {
            throw refused(
                    DecodingRule.NO_HASH_LIKE_MESSAGE,
                    "could be a digest: a message has another length than 32 bytes, and is not hex throughout");
        }
        if (key.offChain().messagePrefixes().stream().noneMatch(prefix -> begins(text, prefix))) {
            throw refused(DecodingRule.MESSAGE_PREFIX, "begins with none of the message_prefixes of key " + key.id());
        }
        return alone(key, Action.MESSAGE, DigestSignable.of(preimage(message)));
    }

    /// A digest that a blind key would sign.
    ///
    /// @throws Refused TRANSACTION_UNDECODABLE if it has not 32 bytes
    public Transaction decodeDigest(KeyPolicy key, Bytes digest) throws Refused {
        if (digest.size() != DIGEST_BYTES) {
            throw DecodingRule.EXACT_LENGTH.broken("a digest has 32 bytes, and this has " + digest.size());
        }
        return alone(key, Action.BLIND, new DigestSignable(new Digest32(digest), digest));
    }

    /// A prefix ends where a word does, or what is meant for `desk.example` would also begin `desk.example.evil`.
    private static boolean begins(String text, String prefix) {
        return text.startsWith(prefix)
                && (prefix.isEmpty()
                        || prefix.endsWith(" ")
                        || text.length() == prefix.length()
                        || WORD_ENDS.indexOf(text.charAt(prefix.length())) >= 0);
    }

    private static Transaction alone(KeyPolicy key, Action action, DigestSignable signable) {
        return new Transaction(
                key.chain(),
                List.of(new Deed(action)),
                new Amount(key.feeAsset().asset(), BigInteger.ZERO),
                List.of(),
                signable);
    }

    private static Bytes preimage(Bytes message) {
        var hashed = new ByteArrayOutputStream();
        hashed.writeBytes((PREFIX + message.size()).getBytes(UTF_8));
        hashed.writeBytes(message.toByteArray());
        return Bytes.of(hashed.toByteArray());
    }

    private static Refused refused(DecodingRule rule, String words) {
        return rule.broken("the message " + words);
    }
}
