namespace AIoT.Embedded.Gateway.Retention;

/// <summary>How the disk does.</summary>
/// <param name="State"><c>ok</c>, <c>full</c> (nothing is written or acknowledged until there is room) or <c>failing</c> (it refuses for another reason).</param>
/// <param name="Reason">In words; empty when it is ok.</param>
/// <param name="SinceUtcMs">When it took that state.</param>
/// <param name="FreeBytes">Room on the disk.</param>
/// <param name="UsedBytes">Pages of the database that hold something.</param>
/// <param name="Refusals">Writes that failed, or were not tried, since the start.</param>
/// <param name="RetiredReadings">Readings taken off the disk by retention since the start.</param>
public sealed record StorageStatus(string State, string Reason, long SinceUtcMs, long FreeBytes, long UsedBytes, long Refusals, long RetiredReadings);
