namespace AIoT.Embedded.Gateway.Releases;

/// <summary>How fast models go out.</summary>
public sealed record ReleaseSettings
{
    /// <summary>Boards that receive pieces at the same time.</summary>
    public int Downloads { get; init; } = 8;

    /// <summary>Pieces of 1 KiB a second, over all boards.</summary>
    public int PiecesPerSecond { get; init; } = 200;

    /// <summary>No piece goes while more readings than this wait for the disk: readings come first.</summary>
    public int LongestQueue { get; init; } = 4000;

    /// <summary>A board that says nothing for so long is offered the model again: it tells where it stands.</summary>
    public TimeSpan AskAgain { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A board with the whole file must trust the model within this.</summary>
    public TimeSpan Trial { get; init; } = TimeSpan.FromMinutes(15);
}
