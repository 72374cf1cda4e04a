using AIoT.Embedded.Gateway.Ingest;

namespace AIoT.Embedded.Gateway.Api;

/// <summary>What has come from a board.</summary>
/// <param name="Epochs">A stream for each store that the board has had.</param>
public sealed record DeviceStreams(string Id, long Committed, IReadOnlyList<StreamStatus> Epochs);
