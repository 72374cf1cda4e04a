using System.Security.Cryptography;
using AIoT.Embedded.Gateway.Setup;

namespace AIoT.Embedded.Gateway.Broker;

/// <summary>Mosquitto's password file: PBKDF2 with SHA-512, <c>user:$7$iterations$salt$hash</c>. The gateway's own password is beside it, mode 0600.</summary>
public sealed class BrokerPasswords(string dataFolder)
{
    private const int Iterations = 10_000;

    public string File => Path.Combine(dataFolder, PrivateBroker.Folder, "passwords");

    public string OwnFile => Path.Combine(dataFolder, PrivateBroker.Folder, "gateway.password");

    /// <summary>Sets a user's password to a fresh one.</summary>
    /// <returns>The password: it is kept nowhere.</returns>
    public string Set(string user)
    {
        string password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        byte[] salt = RandomNumberGenerator.GetBytes(12);
        byte[] hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA512, 64);
        string[] others = System.IO.File.Exists(File) ? [.. System.IO.File.ReadLines(File).Where(line => !line.StartsWith(user + ":", StringComparison.Ordinal))] : [];
        string line = $"{user}:$7${Iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}";
        PrivateFile.Write(File, string.Join('\n', [.. others, line]) + "\n");
        return password;
    }

    /// <summary>The gateway's own user.</summary>
    public void SetOwn() => PrivateFile.Write(OwnFile, Set(PrivateBroker.OwnUser) + "\n");
}
