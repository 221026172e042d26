package dev.countersign.signer.decode.ethereum.call;

import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.ethereum.call.TokenFunction.Told;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// Every function of a token that is understood by itself. One selector can mean two things (`transferFrom` moves an
/// amount of ERC-20 and one piece of ERC-721): the standard that the policy names for the contract decides.
final class TokenFunctions {

    private static final BigInteger ONE_PIECE = BigInteger.ONE;

    static final List<TokenFunction> ALL = List.of(
            // ERC-20 §Methods
            TokenFunction.of(
                    "erc20",
                    "transfer(address,uint256)",
                    (call, args) -> transfer(args.number(1), call.sender(), args.account(0))),
            TokenFunction.of(
                    "erc20",
                    "transferFrom(address,address,uint256)",
                    (_, args) -> transfer(args.number(2), args.account(0), args.account(1))),
            TokenFunction.of(
                    "erc20",
                    "approve(address,uint256)",
                    (call, args) -> Allowance.of(args.number(1), call.sender(), args.account(0))),
            // OpenZeppelin's and Circle's additions
            TokenFunction.of("erc20", "increaseAllowance(address,uint256)", TokenFunctions::increase),
            TokenFunction.of("erc20", "decreaseAllowance(address,uint256)", (_, _) -> new Told.Revokes()),
            // ERC-721 §Specification
            TokenFunction.of(
                    "erc721",
                    "transferFrom(address,address,uint256)",
                    (_, args) -> transfer(ONE_PIECE, args.account(0), args.account(1))),
            TokenFunction.of(
                    "erc721",
                    "safeTransferFrom(address,address,uint256)",
                    (_, args) -> transfer(ONE_PIECE, args.account(0), args.account(1))),
            TokenFunction.of("erc721", "safeTransferFrom(address,address,uint256,bytes)", (_, args) -> {
                requireNoData(args.bytes(3));
                return transfer(ONE_PIECE, args.account(0), args.account(1));
            }),
            TokenFunction.of("erc721", "approve(address,uint256)", TokenFunctions::approvePiece),
            TokenFunction.of("erc721", "setApprovalForAll(address,bool)", TokenFunctions::approveAll),
            // ERC-1155 §Specification
            TokenFunction.of("erc1155", "safeTransferFrom(address,address,uint256,uint256,bytes)", (_, args) -> {
                requireNoData(args.bytes(4));
                return transfer(args.number(3), args.account(0), args.account(1));
            }),
            TokenFunction.of(
                    "erc1155",
                    "safeBatchTransferFrom(address,address,uint256[],uint256[],bytes)",
                    TokenFunctions::transferBatch),
            TokenFunction.of("erc1155", "setApprovalForAll(address,bool)", TokenFunctions::approveAll));

    private TokenFunctions() {}

    /// The function of a token of `namespace`.
    static Optional<TokenFunction> of(String namespace, Bytes selector) {
        return ALL.stream()
                .filter(function -> function.namespace().equals(namespace) && function.hasSelector(selector))
                .findFirst();
    }

    /// The function of any token.
    static Optional<TokenFunction> ofAny(Bytes selector) {
        return ALL.stream().filter(function -> function.hasSelector(selector)).findFirst();
    }

    private static Told transfer(BigInteger units, Account from, Account to) {
        return new Told.Moves(Action.TRANSFER, units, from, to);
    }

    /// What it adds; what was allowed before was charged then.
    private static Told increase(Call call, Arguments args) throws Refused {
        return args.number(1).signum() == 0
                ? new Told.Moves(Action.APPROVE, BigInteger.ZERO, call.sender(), args.account(0))
                : Allowance.of(args.number(1), call.sender(), args.account(0));
    }

    private static Told approvePiece(Call call, Arguments args) {
        var spender = args.account(0);
        return Allowance.isNobody(spender)
                ? new Told.Revokes()
                : new Told.Moves(Action.APPROVE, ONE_PIECE, call.sender(), spender);
    }

    private static Told approveAll(Call call, Arguments args) throws Refused {
        if (args.truth(1)) {
            throw DecodingRule.NO_APPROVAL_FOR_ALL.broken(
                    "data gives " + args.account(0).address()
                            + " every piece of the collection, also what comes later (setApprovalForAll); approve pieces one by one");
        }
        return new Told.Revokes();
    }

    /// Pieces of every id count alike.
    private static Told transferBatch(Call call, Arguments args) throws Refused {
        requireNoData(args.bytes(4));
        var ids = args.numbers(2);
        var amounts = args.numbers(3);
        if (ids.size() != amounts.size()) {
            throw DecodingRule.CANONICAL_CALLDATA.broken(
                    "data names %d ids and %d amounts; each id has one amount (ERC-1155)"
                            .formatted(ids.size(), amounts.size()));
        }
        return transfer(amounts.stream().reduce(BigInteger.ZERO, BigInteger::add), args.account(0), args.account(1));
    }

    /// The receiver's contract would be given it, and may act on it.
    private static void requireNoData(Bytes data) throws Refused {
        if (data.size() > 0) {
            throw DecodingRule.NO_RECEIVER_CODE.broken(
                    "the transfer carries %d bytes for the receiver's code; send it without".formatted(data.size()));
        }
    }
}
