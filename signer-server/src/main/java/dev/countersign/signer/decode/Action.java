package dev.countersign.signer.decode;

import dev.countersign.signer.bundle.Permission;

/// What a rule must allow for an [Effect].
///
/// @param name which of the policy's contract calls or typed data it is; empty where the permission says it all
public record Action(Permission permission, String name) {

    public static final Action TRANSFER = new Action(Permission.TRANSFER);
    public static final Action APPROVE = new Action(Permission.APPROVE);
    public static final Action REVOKE = new Action(Permission.REVOKE);
    public static final Action WRAP = new Action(Permission.WRAP);
    public static final Action CANCEL = new Action(Permission.CANCEL);
    public static final Action MESSAGE = new Action(Permission.MESSAGE);
    public static final Action BLIND = new Action(Permission.BLIND);

    public Action {
        if (permission.named() == name.isEmpty()) {
            throw new IllegalArgumentException(permission + " with the name '" + name + "'");
        }
    }

    public Action(Permission permission) {
        this(permission, "");
    }

    /// For example `transfer` or `call stake`.
    public String words() {
        return name.isEmpty() ? permission.word() : permission.word() + " " + name;
    }
}
