using AIoT.Embedded.Replay;

namespace AIoT.Embedded.Hil.VectorStream;

/// <summary>A set's players without its cases.</summary>
internal sealed class PlayersOnly(VectorSet set) : VectorSet
{
    /// <inheritdoc/>
    public override int Count => 0;

    /// <inheritdoc/>
    public override byte[] Case(int index) => throw new ArgumentOutOfRangeException(nameof(index));

    /// <inheritdoc/>
    public override CasePlayer PlayerFor(int kind) => set.PlayerFor(kind);
}
