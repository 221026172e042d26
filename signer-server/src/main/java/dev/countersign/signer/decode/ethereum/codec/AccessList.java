package dev.countersign.signer.decode.ethereum.codec;

import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.util.ArrayList;
import java.util.List;

/// Addresses and storage keys that a transaction announces (EIP-2930 §Parameters). It moves nothing and
/// costs gas.
public record AccessList(List<Entry> entries) {

    /// More than any transfer needs; keeps the work for a payload bounded.
    static final int MAX_ADDRESSES = 256;

    static final int MAX_STORAGE_KEYS = 1024;

    static final AccessList EMPTY = new AccessList(List.of());

    /// One address and what is read there.
    ///
    /// @param address 20 bytes
    /// @param storageKeys 32 bytes each
    public record Entry(Bytes address, List<Bytes> storageKeys) {

        public Entry {
            storageKeys = List.copyOf(storageKeys);
        }
    }

    public AccessList {
        entries = List.copyOf(entries);
    }

    static AccessList read(FieldReader list) throws Refused {
        if (list.size() > MAX_ADDRESSES) {
            throw DecodingRule.ACCESS_LIST_BOUNDED.broken(
                    "access_list",
                    "names %d addresses; at most %d are signed here".formatted(list.size(), MAX_ADDRESSES));
        }
        var entries = new ArrayList<Entry>();
        var keys = 0;
        while (list.hasNext()) {
            var entry = entry(list.list("access_list"));
            keys += entry.storageKeys().size();
            if (keys > MAX_STORAGE_KEYS) {
                throw DecodingRule.ACCESS_LIST_BOUNDED.broken(
                        "access_list",
                        "names more than the %d storage keys that are signed here".formatted(MAX_STORAGE_KEYS));
            }
            entries.add(entry);
        }
        return new AccessList(entries);
    }

    private static Entry entry(FieldReader entry) throws Refused {
        if (entry.size() != 2) {
            throw DecodingRule.EXACT_FIELDS.broken(
                    "access_list",
                    "has an entry of " + entry.size()
                            + " items; each has two, an address and a list of storage keys (EIP-2930)");
        }
        var address = entry.bytes("access_list.address", 20);
        var list = entry.list("access_list.storage_keys");
        var keys = new ArrayList<Bytes>();
        while (list.hasNext()) {
            keys.add(list.bytes("access_list.storage_key", 32));
        }
        return new Entry(address, keys);
    }

    /// The list as [Rlp#list] takes it.
    public List<Object> items() {
        return entries.stream()
                .<Object>map(entry -> List.<Object>of(entry.address(), List.<Object>copyOf(entry.storageKeys())))
                .toList();
    }
}
