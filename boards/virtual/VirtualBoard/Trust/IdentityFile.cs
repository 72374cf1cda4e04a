using System.Security.Cryptography;
using AIoT.Embedded.Trust;

namespace AIoT.Embedded.Boards.Virtual.Trust;

/// <summary>The identity in a board's flash folder: a software key, in a file that its owner alone can read.</summary>
internal static class IdentityFile
{
    /// <summary>Makes an identity; there is one per board, for life.</summary>
    /// <exception cref="BoardException">The board has one already.</exception>
    public static DeviceIdentity Create(string folder, byte[] oemId)
    {
        string path = Path.Combine(folder, DeviceIdentity.FileName);
        var identity = new DeviceIdentity
        {
            Ueid = [EvidenceClaim.RandomUeid, .. RandomNumberGenerator.GetBytes(16)],
            OemId = oemId,
            Key = RandomNumberGenerator.GetBytes(SoftwareKeyProvider.KeyBytes),
        };
        var bytes = new byte[DeviceIdentity.MostBytes];
        int length = identity.Encode(bytes);
        Directory.CreateDirectory(folder);
        if (File.Exists(path))
        {
            throw new BoardException($"--store {folder}: the board has an identity already; delete {path} to make it another board");
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(bytes, 0, length);
        return identity;
    }

    /// <summary>The identity of a board; null: it has none, and can't be challenged.</summary>
    /// <exception cref="BoardException">The file is damaged.</exception>
    public static DeviceIdentity? Read(string folder)
    {
        string path = Path.Combine(folder, DeviceIdentity.FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        byte[] bytes = File.ReadAllBytes(path);
        var identity = new DeviceIdentity();
        return bytes.Length <= DeviceIdentity.MostBytes && identity.TryDecode(bytes, bytes.Length)
            ? identity
            : throw new BoardException($"{path}: is no identity ({identity.Reason ?? "too long"}): make one with ./aiot board identity");
    }
}
