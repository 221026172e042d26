package dev.countersign.signer.hsm.pkcs11.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.hsm.Genesis;
import dev.countersign.signer.hsm.HsmStartFailed;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiException;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiSession;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Template;
import dev.countersign.signer.model.Bytes;
import java.util.List;
import java.util.Optional;

/// A data object in the token with the [Genesis] of what its keys may be used for. Like a disabling marker it can be
/// written with the login alone; but a second one beside the first is an objection, too, so that none is replaced
/// unseen by a server that was not there.
public final class GenesisNote {

    private static final DataObject NOTE = new DataObject("countersign-genesis");

    private GenesisNote() {}

    /// The object to create. Tokens differ in how far they hold to it that it cannot be changed.
    public static Template template(Genesis genesis) {
        return NOTE.template(genesis.text());
    }

    /// What the token remembers.
    ///
    /// @param session logged in; in use by this thread only
    public static List<Bytes> read(CryptokiSession session) throws CryptokiException {
        return TokenObject.find(session, NOTE.search(), Ck.CKA_VALUE).stream()
                .map(object -> Optional.ofNullable(object.attributes().get(Ck.CKA_VALUE))
                        .orElse(Bytes.of(new byte[0])))
                .toList();
    }

    /// Requires that the token remembers exactly what it should.
    ///
    /// @param expected empty for a deployment without officers
    /// @throws HsmStartFailed in words that say what to do
    public static void require(CryptokiSession session, String label, Optional<Genesis> expected)
            throws HsmStartFailed, CryptokiException {
        var found = read(session);
        if (found.equals(expected.map(Genesis::text).map(List::of).orElse(List.of()))) {
            return;
        }
        if (found.isEmpty()) {
            throw new HsmStartFailed("token '" + label + "' does not remember the first policy with officers;"
                    + " `countersign policy genesis` writes it there, once, where all officers see it");
        }
        var words = found.stream()
                .map(value -> "'" + new String(value.toByteArray(), UTF_8) + "'")
                .toList();
        throw new HsmStartFailed("token '" + label + "' remembers " + String.join(" and ", words) + ", and "
                + expected.map(genesis -> "this ledger and policy are '"
                                + new String(genesis.text().toByteArray(), UTF_8) + "'")
                        .orElse("this policy has no officers")
                + "; its keys are served with the ledger and the policies that it remembers, so bring those back");
    }
}
