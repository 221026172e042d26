package dev.countersign.signer.bundle.file;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.EthereumTerms;
import dev.countersign.signer.bundle.EthereumTerms.Nonces;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Fields;
import dev.countersign.signer.yaml.Value;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// `extra_fee_max`, `nonces` and `multicall` of one key, and the contract calls of its chain.
final class EthereumTermsReader {

    private static final FieldNames NONCES = FieldNames.of("first", "ahead");
    private static final Nonces FROM_ZERO = new Nonces(0, 0);
    private static final long FIRST_MAX = 1_000_000_000_000L;
    private static final int AHEAD_MAX = 256;
    private static final String CONTRACTS = "a list of contracts";

    private EthereumTermsReader() {}

    static EthereumTerms read(Fields key, AssetDefinition feeAsset, Names names) {
        var chain = feeAsset.asset().chain();
        var extra = key.optional("extra_fee_max")
                .flatMap(amount -> Forms.amountWithSymbol(amount, feeAsset))
                .map(Amount::units)
                .orElse(BigInteger.ZERO);
        var nonces = key.optional("nonces").map(EthereumTermsReader::nonces).orElse(FROM_ZERO);
        var multicalls = key.optional("multicall")
                .map(list -> contracts(list, names, chain))
                .orElse(Set.of());
        return new EthereumTerms(extra, nonces, multicalls, names.callsOf(chain));
    }

    static Nonces nonces(Value value) {
        var fields = value.fields(NONCES);
        var first = fields.optional("first")
                .flatMap(number -> number.integer(0, FIRST_MAX))
                .orElse(0L);
        var ahead = fields.optional("ahead")
                .flatMap(number -> number.integer(0, AHEAD_MAX))
                .orElse(0L);
        return new Nonces(first, ahead.intValue());
    }

    static Set<Account> contracts(Value list, Names names, Chain chain) {
        return list.items(CONTRACTS).stream()
                .flatMap(item -> names.accounts(item, chain, CONTRACTS).stream())
                .flatMap(List::stream)
                .collect(Collectors.toCollection(HashSet::new));
    }
}
