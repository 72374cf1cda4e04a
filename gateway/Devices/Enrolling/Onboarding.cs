using System.Security.Cryptography;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Trust;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Gateway.Devices.Enrolling;

/// <summary>A board's way in and out: enrolled with an identity and a key, put aside, let back, retired. Every step is a ledger record.</summary>
public sealed class Onboarding(DeviceRegistry registry, DeviceStore store, ClaimBook claims, DeviceKeyVault vault, TimeProvider time)
{
    private static readonly byte[] OwnOemId = [.. "aiot-gateway-oem"u8];

    /// <summary>Counts what was refused, by <see cref="DeviceException.Code"/>.</summary>
    public Tally Refused { get; } = new();

    /// <exception cref="DeviceException">Something about it is wrong; nothing has changed.</exception>
    public EnrolmentAnswer Enrol(EnrolmentRequest request, string by) => Counted(() =>
    {
        Name(request.Device);
        byte[] ueid = request.Ueid is null ? [EvidenceClaim.RandomUeid, .. RandomNumberGenerator.GetBytes(16)] : Hex(request.Ueid, "ueid", EvidenceClaim.UeidLeast, EvidenceClaim.UeidMost);
        byte[] oemId = request.OemId is null ? OwnOemId : Hex(request.OemId, "oemid", EvidenceClaim.OemIdBytes, EvidenceClaim.OemIdBytes);
        byte[] key = request.Key is null ? RandomNumberGenerator.GetBytes(SoftwareKeyProvider.KeyBytes) : Hex(request.Key, "key", SoftwareKeyProvider.KeyBytes, SoftwareKeyProvider.KeyBytes);
        KeyLevel level = Level(request.Level);
        if (request.HardwareModel.Length is 0 or > 32 || !request.HardwareModel.All(letter => letter is > ' ' and <= '~'))
        {
            throw new DeviceException("hardware", "hardwareModel: give 1 to 32 printable ASCII characters, as the board's hwmodel says");
        }

        string how = $"enrolled as {request.HardwareModel}, ueid {Convert.ToHexStringLower(ueid)}, {Words(level)}, {(request.Key is null ? "key made here" : "key imported")}{(request.Claim is null ? "" : ", by claim code")}";
        registry.Move(request.Device, DeviceStanding.Enrolled, how, by, change =>
        {
            if (change.Before.Standing is not (DeviceStanding.Pending or DeviceStanding.Retired))
            {
                throw new DeviceException("enrolled-already", $"{request.Device} is {DeviceRegistry.Word(change.Before.Standing)}: retire it before it is enrolled anew");
            }

            if (request.Claim is not null)
            {
                claims.Use(change.Writer, change.Transaction, request.Claim, request.Device);
            }

            if (DeviceStore.OwnerOf(change.Writer, change.Transaction, ueid) is { } owner && owner != request.Device)
            {
                throw new DeviceException("ueid-taken", $"this ueid is {owner}'s: a board keeps its ueid for life, and no two have the same");
            }

            DeviceStore.Insert(change.Writer, change.Transaction, new DeviceIdentityRow
            {
                Device = request.Device,
                Ueid = ueid,
                OemId = oemId,
                Hardware = request.HardwareModel,
                Level = level,
                Key = vault.Seal(request.Device, ueid, key),
                EnrolledMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
                EnrolledBy = by,
            });
        });
        return new EnrolmentAnswer(request.Device, Convert.ToHexStringLower(ueid), DeviceStanding.Enrolled, request.Key is null ? IdentityFile(ueid, oemId, key) : null);
    });

    /// <summary>Makes the board's next key; the old one is good until evidence under the new one has come.</summary>
    /// <returns>The identity file for the board's storage, hex: given this once.</returns>
    public EnrolmentAnswer ChangeKey(string device, string by) => Counted(() =>
    {
        DeviceIdentityRow identity = store.Find(device) is { Key: not null } found ? found : throw new DeviceException("not-enrolled", $"{device} is not enrolled");
        byte[] key = RandomNumberGenerator.GetBytes(SoftwareKeyProvider.KeyBytes);
        DeviceTrust now = registry.Of(device);
        registry.Move(device, now.Standing, "a new key was made; the old one is good until evidence under the new one has come", by, change =>
            DeviceStore.SetNextKey(change.Writer, change.Transaction, device, vault.Seal(device, identity.Ueid, key)));
        return new EnrolmentAnswer(device, Convert.ToHexStringLower(identity.Ueid), now.Standing, IdentityFile(identity.Ueid, identity.OemId, key));
    });

    public DeviceTrust Quarantine(string device, string reason, string by) => Step(device, DeviceStanding.Quarantined, reason, by, DeviceStanding.Enrolled, DeviceStanding.Attested);

    /// <summary>Lets a board out of quarantine: it is enrolled, and must prove itself.</summary>
    public DeviceTrust Release(string device, string reason, string by) => Step(device, DeviceStanding.Enrolled, reason, by, DeviceStanding.Quarantined);

    /// <summary>Out of service for good: the key is destroyed.</summary>
    public DeviceTrust Retire(string device, string reason, string by) =>
        Step(device, DeviceStanding.Retired, reason, by, DeviceStanding.Pending, DeviceStanding.Enrolled, DeviceStanding.Attested, DeviceStanding.Quarantined);

    private DeviceTrust Step(string device, DeviceStanding to, string reason, string by, params DeviceStanding[] from) => Counted(() =>
    {
        Name(device);
        string words = reason.Trim();
        if (words.Length is 0 or > 200 || words.Any(char.IsControl))
        {
            throw new DeviceException("reason", "reason: say why, in 1 to 200 characters");
        }

        return registry.Move(device, to, words, by, change =>
        {
            if (change.Before.SinceUtcMs == 0)
            {
                throw new DeviceException("unknown", $"{device} was never enrolled");
            }

            if (!from.Contains(change.Before.Standing))
            {
                throw new DeviceException("standing", $"{device} is {DeviceRegistry.Word(change.Before.Standing)}: only {string.Join(" or ", from.Select(DeviceRegistry.Word))} boards can be {DeviceRegistry.Word(to)}");
            }

            if (from is [DeviceStanding.Quarantined])
            {
                // Whoever lets it back vouches for it: a store formatted anew may count its boots from one.
                DeviceStore.ForgetBoot(change.Writer, change.Transaction, device);
            }

            if (to == DeviceStanding.Retired)
            {
                DeviceStore.DropKeys(change.Writer, change.Transaction, device);
            }
        });
    });

    private T Counted<T>(Func<T> step)
    {
        try
        {
            return step();
        }
        catch (DeviceException wrong)
        {
            Refused.Count(wrong.Code);
            throw;
        }
    }

    private static string IdentityFile(byte[] ueid, byte[] oemId, byte[] key)
    {
        byte[] bytes = new byte[DeviceIdentity.MostBytes];
        int length = new DeviceIdentity { Ueid = ueid, OemId = oemId, Key = key }.Encode(bytes);
        return Convert.ToHexStringLower(bytes.AsSpan(0, length));
    }

    private static void Name(string device)
    {
        if (!Topics.IsDevice(device))
        {
            throw new DeviceException("name", "a board's name has 1 to 32 characters of a-z 0-9 -");
        }
    }

    private static KeyLevel Level(string? word) => word switch
    {
        null or "software" or "software key" => KeyLevel.SoftwareKey,
        "efuse" => KeyLevel.EfuseHmacWithSecureBoot,
        _ => throw new DeviceException("level", $"level: use software or efuse, not `{word}`"),
    };

    internal static string Words(KeyLevel level) => level == KeyLevel.EfuseHmacWithSecureBoot ? "eFuse-HMAC with secure boot" : "software key";

    private static byte[] Hex(string text, string name, int least, int most)
    {
        try
        {
            byte[] bytes = Convert.FromHexString(text);
            if (bytes.Length >= least && bytes.Length <= most)
            {
                return bytes;
            }
        }
        catch (FormatException)
        {
            // Told below.
        }

        throw new DeviceException(name, $"{name}: give {(least == most ? $"{least}" : $"{least} to {most}")} bytes as hexadecimal digits");
    }
}
