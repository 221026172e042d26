package dev.countersign.signer.governance.prices;

import dev.countersign.signer.governance.SignedPolicy;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.ssh.SshSignature;
import dev.countersign.signer.yaml.YamlInvalid;
import java.util.List;

/// A price table and what was signed of it. Who signed, and whether that holds, [PriceDesk] says.
///
/// @param content the table's bytes: what is signed, and what its digest is of
/// @param armored the signatures as `ssh-keygen` wrote them, at most 64
public record SignedPrices(PriceTable table, Bytes content, List<String> armored, List<SshSignature> signatures) {

    /// What price signers sign tables for; a signature for anything else is none.
    public static final String NAMESPACE = "countersign-prices";

    public SignedPrices {
        armored = List.copyOf(armored);
        signatures = List.copyOf(signatures);
    }

    /// Takes a table and its signatures apart.
    ///
    /// @throws Refused PRICES_REFUSED if the table does not load, or a signature is not of the form
    public static SignedPrices read(Bytes content, List<String> armored) throws Refused {
        try {
            var table = PriceTable.parse("prices.yaml", content);
            var signatures = SignedPolicy.signatures(armored, Reason.PRICES_REFUSED);
            return new SignedPrices(table, content, armored, signatures);
        } catch (YamlInvalid invalid) {
            var problems = invalid.problems();
            throw new Refused(
                    Reason.PRICES_REFUSED,
                    "the price table does not load: " + problems.getFirst()
                            + (problems.size() > 1
                                    ? " (and " + (problems.size() - 1) + " more; `countersign prices check`)"
                                    : ""));
        }
    }

    /// SHA-256 of the table's bytes.
    public Digest32 digest() {
        return Digest32.sha256(content.toByteArray());
    }
}
