namespace AIoT.Embedded.Gateway.Devices.Enrolling;

/// <summary>Who a board is, told by whoever enrols it: the endorsement (RFC 9334). What is null is made by the gateway.</summary>
public sealed record EnrolmentRequest
{
    /// <summary>The board's name on the wire.</summary>
    public required string Device { get; init; }

    /// <summary>A claim code; null: an admin asks.</summary>
    public string? Claim { get; init; }

    /// <summary>7 to 33 bytes, hex; null: a random one is made.</summary>
    public string? Ueid { get; init; }

    /// <summary>16 bytes, hex; null: sixteen bytes that mean this gateway's own enrolments.</summary>
    public string? OemId { get; init; }

    /// <summary>The board's hwmodel claim: 1 to 32 printable ASCII characters.</summary>
    public required string HardwareModel { get; init; }

    /// <summary>32 bytes, hex; null: a random one is made.</summary>
    public string? Key { get; init; }

    /// <summary><c>software</c> or <c>efuse</c>: how the board holds the key.</summary>
    public string? Level { get; init; }
}
