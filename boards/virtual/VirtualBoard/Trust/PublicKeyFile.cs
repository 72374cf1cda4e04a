using System.Security.Cryptography;
using AIoT.Embedded.Trust;

namespace AIoT.Embedded.Boards.Virtual.Trust;

/// <summary>Reads the public key that models must be signed with: PEM as aiot-model keygen writes it, or the 64 bytes that a board holds.</summary>
internal static class PublicKeyFile
{
    /// <exception cref="BoardException">There is no such file, or no P-256 key in it.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            if (bytes.Length != Es256.PublicKeyBytes)
            {
                using ECDsa key = ECDsa.Create();
                key.ImportFromPem(System.Text.Encoding.ASCII.GetString(bytes));
                ECParameters parameters = key.ExportParameters(false);
                bytes = [.. parameters.Q.X!, .. parameters.Q.Y!];
            }

            return Es256.IsPublicKey(bytes) ? bytes : throw new BoardException($"--model-key {path}: is no P-256 key: make one with ./aiot model keygen");
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new BoardException($"--model-key {path}: holds no key in PEM: make one with ./aiot model keygen", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BoardException($"--model-key {path}: can't be read: make a key with ./aiot model keygen", e);
        }
    }
}
