namespace AIoT.Embedded.Gateway.Attestation;

/// <summary>A rule of the evidence contract that a token can break.</summary>
public enum EvidenceRule
{
    /// <summary>A COSE_Mac0 with tag 17 in deterministic CBOR and nothing behind it (RFC 9052, section 6.2).</summary>
    Form,

    /// <summary>HMAC 256/256 and no other algorithm (RFC 9053, section 3.1).</summary>
    Algorithm,

    /// <summary>The tag is that of the enrolled key.</summary>
    Tag,

    /// <summary>The payload is a map of claims of the contract's types and sizes.</summary>
    Claims,

    /// <summary>ueid is there (RFC 9711, section 4.2.1).</summary>
    UeidMissing,

    /// <summary>ueid is the enrolled one.</summary>
    UeidOther,

    /// <summary>oemid is there; hwmodel means nothing without it (RFC 9711, section 4.2.4).</summary>
    OemIdMissing,

    /// <summary>oemid is the enrolled one.</summary>
    OemIdOther,

    /// <summary>hwmodel is there.</summary>
    HardwareModelMissing,

    /// <summary>hwmodel is the enrolled one.</summary>
    HardwareModelOther,

    /// <summary>uptime is there.</summary>
    UptimeMissing,

    /// <summary>uptime does not fall within a boot.</summary>
    UptimeFell,

    /// <summary>dbgstat is there.</summary>
    DebugStatusMissing,

    /// <summary>dbgstat is as closed as asked for.</summary>
    DebugStatusOpen,

    /// <summary>bootcount is there.</summary>
    BootCountMissing,

    /// <summary>bootcount never falls.</summary>
    BootCountFell,

    /// <summary>bootseed is there.</summary>
    BootSeedMissing,

    /// <summary>A boot keeps its seed.</summary>
    BootSeedChanged,

    /// <summary>A new boot draws a new seed.</summary>
    BootSeedRepeated,

    /// <summary>swname is there; swversion means nothing without it (RFC 9711, section 4.2.7).</summary>
    SoftwareNameMissing,

    /// <summary>swname is one that is allowed.</summary>
    SoftwareNameOther,

    /// <summary>swversion is there.</summary>
    SoftwareVersionMissing,

    /// <summary>swversion is one that is allowed.</summary>
    SoftwareVersionOther,

    /// <summary>measurements are there.</summary>
    MeasurementsMissing,

    /// <summary>The firmware's measurement is a reference value.</summary>
    FirmwareOther,

    /// <summary>swname and swversion are those of the release that was measured.</summary>
    ReleaseOther,

    /// <summary>The model's measurement is a reference value.</summary>
    ModelOther,

    /// <summary>The configuration's measurement is a reference value.</summary>
    ConfigurationOther,

    /// <summary>The nonce was issued.</summary>
    NonceUnknown,

    /// <summary>The nonce was issued to this board.</summary>
    NonceOfAnother,

    /// <summary>A nonce is used once.</summary>
    NonceUsed,

    /// <summary>A nonce expires.</summary>
    NonceExpired,
}
