# Removes Rekenbureau of this user. Dossiers, workbooks and settings are never touched. Docs: docs/beheer.md.
#
#   powershell -NoProfile -ExecutionPolicy Bypass -File verwijder.ps1 [-Stil]
[CmdletBinding()]
param(
    [switch]$Stil
)

. (Join-Path $PSScriptRoot 'onderdelen.ps1')

function Remove-WhenThere([string]$Path) {
    if (Test-Path -LiteralPath $Path) { Remove-Item -LiteralPath $Path -Recurse -Force }
}

function Remove-Logon {
    if (-not (Test-Path -LiteralPath $RunKey)) { return }
    if ($null -ne (Get-Item -LiteralPath $RunKey).GetValue($RunName)) {
        Remove-ItemProperty -LiteralPath $RunKey -Name $RunName
    }
}

try {
    Assert-ExcelClosed
    Stop-Engine
    Set-Addin ''
    Remove-Logon
    Remove-WhenThere $TrustedLocation
    Remove-WhenThere $Shortcut
    # requests, answers, the log and the list of dossiers; the dossiers themselves stand elsewhere
    Remove-WhenThere $LocalFolder
    # the script may stand in it: PowerShell has read it whole already
    Set-Location -LiteralPath $env:LOCALAPPDATA
    Remove-WhenThere $ProgramRoot
    Write-Line 'Rekenbureau is verwijderd. Uw dossiers en werkmappen zijn niet veranderd.'
    exit 0
}
catch {
    [Console]::Error.WriteLine($_.Exception.Message)
    exit 1
}
