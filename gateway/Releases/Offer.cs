namespace AIoT.Embedded.Gateway.Releases;

/// <summary>A model that is offered to boards.</summary>
/// <param name="Hash">The image, hex.</param>
/// <param name="Reason">Why it was stopped; else empty.</param>
public sealed record Offer(long Id, string Hash, string Model, long Version, OfferState State, string Reason, long MadeMs, string MadeBy, IReadOnlyList<Offer.Board> Boards)
{
    /// <param name="Canary">It is one of the first few.</param>
    /// <param name="Detail">In words: why it refused, how many bytes it has.</param>
    /// <param name="Fallbacks">How often it had gone back before; null: not heard yet.</param>
    public sealed record Board(string Device, bool Canary, BoardProgress State, string Detail, long? Fallbacks, long ChangedMs);

    /// <summary>True for a board that may be talked to now.</summary>
    public bool IsTurn(Board board) => board.State < BoardProgress.Settled && (State == OfferState.Rolling || (State == OfferState.Canary && board.Canary));
}
