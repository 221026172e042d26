package dev.countersign.signer.address.bitcoin.script;

/// The opcodes of the standard scripts (Bitcoin Core, script/script.h).
final class Opcode {

    static final int OP_0 = 0x00;
    static final int OP_PUSHDATA1 = 0x4c;
    static final int OP_PUSHDATA2 = 0x4d;
    static final int OP_PUSHDATA4 = 0x4e;
    static final int OP_1 = 0x51;
    static final int OP_16 = 0x60;
    static final int OP_RETURN = 0x6a;
    static final int OP_DUP = 0x76;
    static final int OP_EQUAL = 0x87;
    static final int OP_EQUALVERIFY = 0x88;
    static final int OP_HASH160 = 0xa9;
    static final int OP_CHECKSIG = 0xac;
    static final int OP_CHECKMULTISIG = 0xae;

    private Opcode() {}

    /// The opcode that pushes a small number.
    ///
    /// @param number 0 to 16
    static int ofNumber(int number) {
        return number == 0 ? OP_0 : OP_1 + number - 1;
    }
}
