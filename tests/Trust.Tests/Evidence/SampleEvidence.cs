using System.Security.Cryptography;
using System.Text;

namespace AIoT.Embedded.Trust.Tests.Evidence;

/// <summary>A board's claims with every value fixed.</summary>
internal static class SampleEvidence
{
    public static readonly byte[] Key = [.. Enumerable.Range(0x40, 32).Select(i => (byte)i)];

    public static EvidenceClaims Claims() => new()
    {
        Nonce = [.. Enumerable.Range(1, 32).Select(i => (byte)i)],
        Ueid = [EvidenceClaim.RandomUeid, .. Enumerable.Range(0xA0, 16).Select(i => (byte)i)],
        OemId = [.. Enumerable.Range(0xC0, 16).Select(i => (byte)i)],
        HardwareModel = "esp32-devkitc",
        UptimeSeconds = 86_400,
        DebugStatus = DebugStatus.Enabled,
        BootCount = 7,
        BootSeed = [.. Enumerable.Range(0xE0, 16).Select(i => (byte)i)],
        SoftwareName = "AIoT.Embedded.Node",
        SoftwareVersion = "0.1.0",
        FirmwareHash = SHA256.HashData(Encoding.ASCII.GetBytes("firmware")),
        ModelHash = SHA256.HashData(Encoding.ASCII.GetBytes("model")),
        ConfigurationHash = SHA256.HashData(Encoding.ASCII.GetBytes("configuration")),
    };

    public static byte[] Encode(EvidenceClaims claims)
    {
        var buffer = new byte[1024];
        return buffer[..claims.Encode(buffer, 0)];
    }

    public static byte[] Token(byte[] payload, byte[]? key = null)
    {
        var message = new byte[1024];
        return message[..CoseMac0.Seal(new SoftwareKeyProvider(key ?? Key), payload, 0, payload.Length, message)];
    }
}
