namespace AIoT.Embedded.Gateway.Captures;

/// <summary>Names a capture of a board for ever (wire contract: capture counts since boot).</summary>
public readonly record struct CaptureKey(uint Epoch, uint Boot, uint Number)
{
    /// <summary>True when the board has taken this one after <paramref name="other"/>; a board of another epoch has begun anew.</summary>
    public bool IsAfter(CaptureKey other) => Epoch != other.Epoch || Boot > other.Boot || (Boot == other.Boot && Number > other.Number);
}
