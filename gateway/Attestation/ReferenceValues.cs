namespace AIoT.Embedded.Gateway.Attestation;

/// <summary>What a board may run. Null: not compared, and the verdict says so.</summary>
public sealed record ReferenceValues
{
    /// <summary>Names of firmware.</summary>
    public IReadOnlyCollection<string>? SoftwareNames { get; init; }

    /// <summary>Versions of firmware.</summary>
    public IReadOnlyCollection<string>? SoftwareVersions { get; init; }

    /// <summary>SHA-256 of firmware builds.</summary>
    public IReadOnlyCollection<byte[]>? Firmware { get; init; }

    /// <summary>Which name and version each build has; null: they are compared one by one only.</summary>
    public IReadOnlyCollection<FirmwareRelease>? Releases { get; init; }

    /// <summary>SHA-256 of the bodies of model images; an empty array stands for a board without a model.</summary>
    public IReadOnlyCollection<byte[]>? Models { get; init; }

    /// <summary>SHA-256 of configurations; an empty array stands for a board without one.</summary>
    public IReadOnlyCollection<byte[]>? Configurations { get; init; }

    /// <summary>The least dbgstat (<see cref="Trust.DebugStatus"/>): 0 takes all.</summary>
    public int LeastDebugStatus { get; init; }
}
