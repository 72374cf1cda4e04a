namespace AIoT.Embedded.Gateway.Retention;

/// <summary>How long what is kept.</summary>
public sealed record RetentionSettings
{
    /// <summary>Six months: below that no ledger's term can be set (EU AI Act, Art. 19 and 26(6)).</summary>
    public const int ShortestLedgerDays = 183;

    /// <summary>Readings older than that go.</summary>
    public int ReadingDays { get; init; } = 90;

    /// <summary>The oldest readings go while the database uses more than that, 2^20 bytes. Nothing but readings goes for size.</summary>
    public int DatabaseMegabytes { get; init; } = 8192;

    /// <summary>Points of trend older than that go; after a week one a minute is left.</summary>
    public int TrendDays { get; init; } = 400;

    /// <summary>The ledger's term; its records stay at least that long whatever the disk looks like.</summary>
    public int LedgerDays { get; init; } = 200;

    /// <summary>With less room than that on the disk nothing more is written or acknowledged, 2^20 bytes.</summary>
    public int ReserveMegabytes { get; init; } = 64;
}
