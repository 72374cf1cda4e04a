using System.Security.Cryptography;
using System.Text;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Setup;

namespace AIoT.Embedded.Gateway.Devices.Enrolling;

/// <summary>
/// Seals boards' keys for the database: AES-256-GCM under a key in <c>devices.key</c> (mode 0600), bound to the board's name and UEID. So a copy of
/// the database alone gives no board's key away, and a row moved to another board does not open.
/// </summary>
public sealed class DeviceKeyVault : IDisposable
{
    public const string FileName = "devices.key";
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int KeyBytes = 32;
    private readonly AesGcm _cipher;

    private DeviceKeyVault(byte[] key) => _cipher = new AesGcm(key, TagBytes);

    /// <summary>Reads the key, and makes it where no board has one yet.</summary>
    /// <param name="inUse">True: keys are sealed under it already.</param>
    /// <exception cref="UsageException">The file is absent, open to others, or damaged.</exception>
    public static DeviceKeyVault Open(string folder, bool inUse)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            if (inUse)
            {
                throw new UsageException($"{path}: the key that boards' keys are sealed under is not there: put it back from a backup; without it every board must be enrolled anew");
            }

            PrivateFile.Write(path, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes)) + "\n");
        }

        if (PrivateFile.IsOpen(path))
        {
            throw new UsageException($"{path}: others may read the key that boards' keys are sealed under: chmod 600 {path}");
        }

        try
        {
            byte[] key = Convert.FromHexString(File.ReadAllText(path).Trim());
            return key.Length == KeyBytes ? new DeviceKeyVault(key) : throw new FormatException($"{key.Length} bytes");
        }
        catch (FormatException wrong)
        {
            throw new UsageException($"{path}: this is no key of 64 hexadecimal digits ({wrong.Message}): put the right file back from a backup");
        }
    }

    public byte[] Seal(string device, byte[] ueid, byte[] key)
    {
        byte[] box = new byte[NonceBytes + key.Length + TagBytes];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        _cipher.Encrypt(box.AsSpan(0, NonceBytes), key, box.AsSpan(NonceBytes, key.Length), box.AsSpan(NonceBytes + key.Length), Label(device, ueid));
        return box;
    }

    /// <exception cref="CryptographicException">It was sealed for another board, under another key, or was changed.</exception>
    public byte[] Open(string device, byte[] ueid, byte[] box)
    {
        if (box.Length <= NonceBytes + TagBytes)
        {
            throw new CryptographicException("a sealed key is too short");
        }

        byte[] key = new byte[box.Length - NonceBytes - TagBytes];
        _cipher.Decrypt(box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes, key.Length), box.AsSpan(NonceBytes + key.Length), key, Label(device, ueid));
        return key;
    }

    public void Dispose() => _cipher.Dispose();

    private static byte[] Label(string device, byte[] ueid) => [.. Encoding.ASCII.GetBytes(device), 0, .. ueid];
}
