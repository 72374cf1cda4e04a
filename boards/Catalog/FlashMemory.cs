namespace AIoT.Embedded.Boards;

/// <summary>A board's flash.</summary>
/// <param name="TotalBytes">All of it.</param>
/// <param name="DeploymentBytes">The firmware's region for the application's assemblies.</param>
/// <param name="Source">Where the figures come from.</param>
public sealed record FlashMemory(long TotalBytes, long DeploymentBytes, string Source);
