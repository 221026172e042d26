package dev.countersign.signer.decode.ethereum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.model.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownCallTest {

    /// Published selectors: ERC-20, ERC-721, EIP-2612, EIP-3009, Permit2, Uniswap, Safe.
    @ParameterizedTest
    @CsvSource({
        "095ea7b3, APPROVE",
        "39509351, INCREASE_ALLOWANCE",
        "a457c2d7, DECREASE_ALLOWANCE",
        "a22cb465, SET_APPROVAL_FOR_ALL",
        "23b872dd, TRANSFER_FROM",
        "42842e0e, SAFE_TRANSFER_FROM",
        "4000aea0, TRANSFER_AND_CALL",
        "d505accf, PERMIT",
        "e3ee160e, TRANSFER_WITH_AUTHORIZATION",
        "87517c45, PERMIT2_APPROVE",
        "ac9650d8, MULTICALL",
        "5ae401dc, MULTICALL_UNTIL",
        "252dba42, AGGREGATE",
        "3593564c, UNIVERSAL_ROUTER_EXECUTE",
        "6a761202, SAFE_EXEC_TRANSACTION"
    })
    void is_known_by_its_published_selector(String selector, KnownCall call) {
        assertThat(KnownCall.of(Bytes.fromHex(selector))).contains(call);
    }

    @Test
    void the_one_call_that_is_signed_is_not_among_those_refused() {
        var transfer = KnownCall.selectorOf("transfer(address,uint256)");

        assertThat(transfer.hex()).isEqualTo("a9059cbb");
        assertThat(KnownCall.of(transfer)).isEmpty();
    }
}
