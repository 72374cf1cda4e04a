namespace AIoT.Embedded.Hil.Targets;

/// <summary>How a target's bytes ended.</summary>
/// <param name="Kind">Whether a process ended or a device went away.</param>
/// <param name="Detail">In words.</param>
public sealed record TargetEnd(TargetEndKind Kind, string Detail);
