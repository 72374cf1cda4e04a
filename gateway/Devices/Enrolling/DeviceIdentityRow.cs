using AIoT.Embedded.Gateway.Attestation;
using AIoT.Embedded.Trust;

namespace AIoT.Embedded.Gateway.Devices.Enrolling;

/// <summary>An enrolled board as it is on disk.</summary>
public sealed class DeviceIdentityRow
{
    public required string Device { get; init; }

    public required byte[] Ueid { get; init; }

    public required byte[] OemId { get; init; }

    public required string Hardware { get; init; }

    public required KeyLevel Level { get; init; }

    /// <summary>Sealed; null: the board is retired.</summary>
    public byte[]? Key { get; init; }

    /// <summary>Sealed; null: no change of key is under way.</summary>
    public byte[]? NextKey { get; init; }

    public required long EnrolledMs { get; init; }

    public required string EnrolledBy { get; init; }

    /// <summary>The last boot that the board has proven; null: none yet.</summary>
    public BootRecord? Boot { get; init; }

    /// <summary>When it last answered a challenge and broke no rule; null: never.</summary>
    public long? AttestedMs { get; init; }
}
