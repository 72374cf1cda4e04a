using AIoT.Embedded.Trust;

namespace AIoT.Embedded.Gateway.Attestation;

/// <summary>What whoever enrolled a board vouches for: the endorsement (RFC 9334).</summary>
public sealed record Enrolment
{
    /// <summary>The board's name on the wire.</summary>
    public required string Device { get; init; }

    /// <summary>Its name for life.</summary>
    public required byte[] Ueid { get; init; }

    /// <summary>Who made it.</summary>
    public required byte[] OemId { get; init; }

    /// <summary>What it is.</summary>
    public required string HardwareModel { get; init; }

    /// <summary>Its key.</summary>
    public required IKeyProvider Key { get; init; }

    /// <summary>How the board holds the key: told by whoever enrolled it, never by the board.</summary>
    public required KeyLevel Level { get; init; }
}
