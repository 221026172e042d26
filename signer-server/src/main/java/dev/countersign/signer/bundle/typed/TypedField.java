package dev.countersign.signer.bundle.typed;

/// A field of a struct: `{ "name": …, "type": … }` in the JSON of `eth_signTypedData_v4`.
///
/// @param written the type as it is written, and hashed
public record TypedField(String name, String written) {

    /// The type, understood.
    ///
    /// @throws IllegalArgumentException if EIP-712 has no such type
    public FieldType type() {
        return FieldType.of(written);
    }
}
