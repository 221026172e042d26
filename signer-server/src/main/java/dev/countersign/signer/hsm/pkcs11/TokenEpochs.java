package dev.countersign.signer.hsm.pkcs11;

import dev.countersign.signer.hsm.Genesis;
import dev.countersign.signer.hsm.HsmStartFailed;
import dev.countersign.signer.hsm.PinRefused;
import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Cryptoki;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiException;
import dev.countersign.signer.hsm.pkcs11.epoch.Epoch;
import dev.countersign.signer.hsm.pkcs11.epoch.EpochFailed;
import dev.countersign.signer.hsm.pkcs11.epoch.EpochFailed.Cure;
import dev.countersign.signer.hsm.pkcs11.epoch.Epochs;
import dev.countersign.signer.hsm.pkcs11.login.PinWatch;
import dev.countersign.signer.hsm.pkcs11.login.TokenLogin;
import dev.countersign.signer.model.PinnedKey;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The epochs of one token of the configuration. For its keeper's thread.
final class TokenEpochs implements Epochs {

    private static final long CKR_CRYPTOKI_NOT_INITIALIZED = 0x190;

    private final TokenSettings settings;
    private final WantedKeys wanted;
    private final Optional<Genesis> genesis;
    private final DisabledKeys disabled;
    private @Nullable PinWatch refusedPin;

    TokenEpochs(TokenSettings settings, WantedKeys wanted, Optional<Genesis> genesis, DisabledKeys disabled) {
        this.settings = settings;
        this.wanted = wanted;
        this.genesis = genesis;
        this.disabled = disabled;
    }

    @Override
    public Epoch open(long number, Set<PinnedKey> before) throws EpochFailed {
        try {
            var epoch = TokenEpoch.open(number, settings, wanted, genesis, disabled);
            if (!before.isEmpty() && Collections.disjoint(epoch.keys(), before)) {
                epoch.close();
                throw new EpochFailed(
                        "token '" + settings.label() + "' shows none of its " + before.size() + " keys: "
                                + String.join(" | ", epoch.problems()),
                        Cure.NEW_LIBRARY);
            }
            return epoch;
        } catch (PinRefused e) {
            refusedPin = new PinWatch(settings);
            throw new EpochFailed(String.valueOf(e.getMessage()), Cure.OTHER_PIN);
        } catch (CryptokiException e) {
            throw new EpochFailed(
                    "the keys of token '" + settings.label() + "' cannot be read: " + e.getMessage(), Cure.NEW_LIBRARY);
        } catch (HsmStartFailed e) {
            throw new EpochFailed(
                    String.valueOf(e.getMessage()), tokenAnswers().isEmpty() ? Cure.SETTINGS : Cure.NEW_LIBRARY);
        }
    }

    @Override
    public boolean pinMayBeTried() {
        return refusedPin == null || refusedPin.mayTry();
    }

    @Override
    public void reinitialise() throws EpochFailed {
        try {
            var cryptoki = Cryptoki.load(settings.module(), settings.environment());
            try {
                cryptoki.finish();
            } catch (CryptokiException e) {
                if (e.code() != CKR_CRYPTOKI_NOT_INITIALIZED) {
                    throw e;
                }
            }
            cryptoki.initialize();
        } catch (HsmStartFailed | CryptokiException e) {
            throw new EpochFailed(String.valueOf(e.getMessage()), Cure.NEW_LIBRARY);
        }
    }

    /// Whether what failed was the token, or only a file of ours. What is wrong; empty if the token is there.
    private Optional<String> tokenAnswers() {
        try {
            var cryptoki = Cryptoki.load(settings.module(), settings.environment());
            var token = TokenLogin.find(cryptoki, settings);
            cryptoki.openSession(token.slot(), 0).close();
            return Optional.empty();
        } catch (HsmStartFailed | CryptokiException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
