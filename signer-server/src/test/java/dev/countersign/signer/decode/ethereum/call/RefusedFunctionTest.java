package dev.countersign.signer.decode.ethereum.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.model.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusedFunctionTest {

    /// Published selectors: EIP-2612, EIP-3009, ERC-677, Multicall2 and 3, Uniswap, Safe, DSProxy.
    @ParameterizedTest
    @CsvSource({
        "4000aea0, TRANSFER_AND_CALL",
        "d505accf, PERMIT",
        "e3ee160e, TRANSFER_WITH_AUTHORIZATION",
        "ac9650d8, MULTICALL",
        "5ae401dc, MULTICALL_UNTIL",
        "252dba42, AGGREGATE",
        "bce38bd7, TRY_AGGREGATE",
        "82ad56cb, AGGREGATE3",
        "174dea71, AGGREGATE3_VALUE",
        "3593564c, UNIVERSAL_ROUTER_EXECUTE",
        "8d80ff0a, SAFE_MULTI_SEND",
        "6a761202, SAFE_EXEC_TRANSACTION",
        "468721a7, SAFE_EXEC_FROM_MODULE",
        "1cff79cd, PROXY_EXECUTE"
    })
    void is_known_by_its_published_selector(String selector, RefusedFunction function) {
        assertThat(RefusedFunction.of(Bytes.fromHex(selector))).contains(function);
    }

    @Test
    void nothing_is_both_understood_and_refused() {
        assertThat(TokenFunctions.ALL)
                .allSatisfy(function -> assertThat(
                                RefusedFunction.of(Bytes.of(function.function().selector())))
                        .isEmpty());
    }
}
