package dev.countersign.signer.decode.ethereum.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.model.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenFunctionsTest {

    /// Published selectors: ERC-20, OpenZeppelin, ERC-721, ERC-1155.
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "erc20; a9059cbb; transfer(address,uint256)",
                "erc20; 23b872dd; transferFrom(address,address,uint256)",
                "erc20; 095ea7b3; approve(address,uint256)",
                "erc20; 39509351; increaseAllowance(address,uint256)",
                "erc20; a457c2d7; decreaseAllowance(address,uint256)",
                "erc721; 23b872dd; transferFrom(address,address,uint256)",
                "erc721; 42842e0e; safeTransferFrom(address,address,uint256)",
                "erc721; b88d4fde; safeTransferFrom(address,address,uint256,bytes)",
                "erc721; 095ea7b3; approve(address,uint256)",
                "erc721; a22cb465; setApprovalForAll(address,bool)",
                "erc1155; f242432a; safeTransferFrom(address,address,uint256,uint256,bytes)",
                "erc1155; 2eb2c2d6; safeBatchTransferFrom(address,address,uint256[],uint256[],bytes)",
                "erc1155; a22cb465; setApprovalForAll(address,bool)"
            })
    void is_known_by_its_published_selector(String namespace, String selector, String signature) {
        assertThat(TokenFunctions.of(namespace, Bytes.fromHex(selector)))
                .map(function -> function.function().getCanonicalSignature())
                .contains(signature);
    }

    @Test
    void no_other_function_is_in_the_table() {
        assertThat(TokenFunctions.ALL).hasSize(13);
    }
}
