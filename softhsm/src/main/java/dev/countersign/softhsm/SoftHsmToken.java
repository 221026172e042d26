package dev.countersign.softhsm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.extension.Extension;

/// A fresh SoftHSM2 token with random PINs.
///
/// SoftHSM reads its configuration and its directory of tokens once a process (measured, 2.6.1: a token
/// that another process makes later is not seen). So the tokens of all test classes of one JVM share
/// one configuration and are made inside this process ([#perClass]); a token for another process has a
/// configuration of its own ([#create]).
///
/// @param module the PKCS#11 library
/// @param label CKA label of the token, unique in its configuration
/// @param environment what a process that uses the token must have set
/// @param directory where all of it lies
/// @param pinFile the user PIN, mode 0600
/// @param soPinFile the security officer's PIN, mode 0600
public record SoftHsmToken(
        Path module, String label, Map<String, String> environment, Path directory, Path pinFile, Path soPinFile)
        implements Extension {

    public SoftHsmToken {
        environment = Map.copyOf(environment);
    }

    /// A token for one test class, usable in this JVM and in processes that it starts. For
    /// `@RegisterExtension static SoftHsmToken token = SoftHsmToken.perClass();`; made at once, so that
    /// other static fields can use it.
    public static SoftHsmToken perClass() {
        return TokenHome.ofThisJvm().initialiseHere();
    }

    /// A token with a configuration of its own in `directory`, for processes that the test starts. This
    /// JVM sees it only if nothing in it has used SoftHSM before.
    public static SoftHsmToken create(Path directory, String label) {
        return TokenHome.in(directory).initialiseElsewhere(label);
    }

    /// A token with the same keys and PINs and another label and serial number, in the same
    /// configuration: what a vendor's cloning makes. The keys' attributes are the original's,
    /// `CKA_LOCAL` and `CKA_NEVER_EXTRACTABLE` too. Objects that either token gets later are its own.
    ///
    /// A process that has initialised SoftHSM does not see the clone. Where that process is this JVM
    /// (the original is from [#perClass]), the library is therefore closed and opened again: all
    /// sessions and handles of this JVM end, so call this before anything has opened one, and never
    /// while another thread uses the library.
    public SoftHsmToken cloneAs(String cloneLabel) {
        return TokenHome.of(this).cloneToken(this, cloneLabel);
    }

    /// The same token, reached through another module.
    SoftHsmToken through(Path otherModule, Map<String, String> otherEnvironment) {
        return new SoftHsmToken(otherModule, label, otherEnvironment, directory, pinFile, soPinFile);
    }

    /// The user PIN, for a test that must compare or spoil it.
    public String pin() {
        try {
            return Files.readString(pinFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
