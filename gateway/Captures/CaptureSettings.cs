namespace AIoT.Embedded.Gateway.Captures;

/// <summary>How many raw captures are kept, and how patient the gateway is with their boards.</summary>
public sealed record CaptureSettings
{
    /// <summary>Captures older than that go.</summary>
    public int Days { get; init; } = 400;

    /// <summary>The oldest captures go while all together hold more than that, 2^20 bytes of samples.</summary>
    public int Megabytes { get; init; } = 256;

    /// <summary>Silence after which what is missing is asked for again, and an unanswered request is repeated.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Times it is asked for in vain before a capture is given up.</summary>
    public int Tries { get; init; } = 20;

    /// <summary>An alarm asks a board for a capture at most that often.</summary>
    public TimeSpan BetweenAlarms { get; init; } = TimeSpan.FromMinutes(5);
}
