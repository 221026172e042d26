package dev.countersign.signer.hsm.pkcs11.login;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Kind, owner and mode of a file or folder (inode(7)).
///
/// @param mode with its type
record FileFacts(int mode, Owner owner, int group) {

    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int STICKY = 01000;
    private static final int PERMISSIONS = 0777;
    private static final int OTHERS = 0077;
    private static final int WRITE_BY_OTHERS = 0022;

    static FileFacts of(Path file) throws IOException {
        var facts = Files.readAttributes(file, "unix:mode,uid,gid");
        return new FileFacts(number(facts, "mode"), new Owner(number(facts, "uid")), number(facts, "gid"));
    }

    /// What is wrong with it as a PIN file for a process of `user`, and what to do; empty if nothing.
    String objection(Path file, Owner user) {
        if ((mode & TYPE) != REGULAR) {
            return "PIN file " + file + " is no regular file";
        }
        if ((mode & OTHERS) != 0 && !isCredentialWithAcl()) {
            return "PIN file " + file + " is open to others (mode " + permissions() + "); run: chmod 600 " + file;
        }
        if (!user.trusts(owner)) {
            return "PIN file " + file + " belongs to user " + owner.uid() + ", who is neither root nor the user of this"
                    + " process (" + user.uid() + "); run: chown " + user.uid() + " " + file;
        }
        return "";
    }

    /// What is wrong with the folder of a PIN file: whoever writes the folder can put another PIN there.
    String objectionToFolder(Path file, Path folder, Owner user) {
        if ((mode & WRITE_BY_OTHERS) != 0 && (mode & STICKY) == 0) {
            return "others can write " + folder + ", the folder of PIN file " + file + " (mode " + permissions()
                    + "); run: chmod go-w " + folder;
        }
        if (!user.trusts(owner)) {
            return folder + ", the folder of PIN file " + file + ", belongs to user " + owner.uid() + ", who is neither"
                    + " root nor the user of this process (" + user.uid() + "); run: chown " + user.uid() + " "
                    + folder;
        }
        return "";
    }

    /// systemd leaves a credential to root and lets the service in by an access control list, whose mask shows
    /// as the group's bits (acl(5) "Correspondence between ACL entries and file permission bits").
    private boolean isCredentialWithAcl() {
        return (mode & PERMISSIONS) == 0440 && owner.equals(Owner.ROOT) && group == 0;
    }

    private String permissions() {
        var letters = new StringBuilder();
        for (var bit = 8; bit >= 0; bit--) {
            letters.append((mode >> bit & 1) == 0 ? '-' : "xwr".charAt(bit % 3));
        }
        return letters.toString();
    }

    private static int number(Map<String, Object> facts, String name) {
        return facts.get(name) instanceof Integer number ? number : -1;
    }
}
