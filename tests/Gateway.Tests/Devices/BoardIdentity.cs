using AIoT.Embedded.Trust;

namespace AIoT.Embedded.Gateway.Tests.Devices;

/// <summary>A board's end of attestation: its identity file, and the tokens that it makes.</summary>
internal sealed record BoardIdentity(byte[] Ueid, byte[] OemId, byte[] Key)
{
    public const string SoftwareName = "AIoT.Embedded.Node";

    /// <param name="identity">The identity file as the gateway gives it, hex.</param>
    public static BoardIdentity Of(string identity)
    {
        byte[] bytes = Convert.FromHexString(identity);
        var read = new DeviceIdentity();
        Assert.True(read.TryDecode(bytes, bytes.Length), read.Reason);
        return new BoardIdentity(read.Ueid, read.OemId, read.Key);
    }

    /// <param name="change">What this token says otherwise.</param>
    public byte[] Token(byte[]? nonce, Action<EvidenceClaims>? change = null, byte[]? key = null)
    {
        var claims = new EvidenceClaims
        {
            Nonce = nonce,
            Ueid = [.. Ueid],
            OemId = [.. OemId],
            HardwareModel = "virtual",
            UptimeSeconds = 100,
            DebugStatus = DebugStatus.Enabled,
            BootCount = 7,
            BootSeed = [.. Enumerable.Range(0xE0, 16).Select(i => (byte)i)],
            SoftwareName = SoftwareName,
            SoftwareVersion = "0.1.0",
            FirmwareHash = [.. DeviceBench.Firmware],
            ModelHash = [.. DeviceBench.Model],
            ConfigurationHash = [],
        };
        change?.Invoke(claims);
        byte[] payload = new byte[1024], message = new byte[1024];
        int length = claims.Encode(payload, 0);
        return message[..CoseMac0.Seal(new SoftwareKeyProvider(key ?? Key), payload, 0, length, message)];
    }
}
