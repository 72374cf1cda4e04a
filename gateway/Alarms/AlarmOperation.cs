namespace AIoT.Embedded.Gateway.Alarms;

/// <summary>Something done to an alarm: the audit's line.</summary>
/// <param name="Alarm">Null: of the machine, with no alarm there.</param>
/// <param name="Operation">acknowledge, reset, shelve, unshelve, removeFromService, returnToService, suppress, unsuppress, verdict.</param>
/// <param name="Record">Its record in the ledger.</param>
public sealed record AlarmOperation(long Id, long? Alarm, string Machine, string Operation, long UtcMs, string By, string KeyId, string Comment, string From, string To, long Record);
