using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AIoT.Embedded.Gateway.Models;

/// <summary>Which model counts for a machine: the same for good, whatever starts in which order.</summary>
public static class ModelShare
{
    /// <returns>The first challenger whose share the machine is in, else the champion; null: no model counts.</returns>
    public static RegisteredModel? Of(IReadOnlyList<RegisteredModel> models, string machine) =>
        models.Where(model => model.Role == ModelRole.Challenger && IsIn(model, machine)).OrderBy(model => model.Name, StringComparer.Ordinal).ThenByDescending(model => model.Version).FirstOrDefault()
        ?? models.FirstOrDefault(model => model.Role == ModelRole.Champion);

    /// <summary>Named, or the first 8 bytes of SHA-256(name of the model, a space, id of the machine) modulo 100 lie below the share.</summary>
    public static bool IsIn(RegisteredModel model, string machine) =>
        model.Machines.Contains(machine)
        || BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{model.Name} {machine}"))) % 100 < (ulong)model.Share;
}
